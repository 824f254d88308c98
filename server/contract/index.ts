/** The contract: all routes and their shapes. The only part of server/ that web/ may see. */
export * from './route.ts';
export * from './people.ts';
export * from './cycles.ts';
export * from './frames.ts';
export * from './filing-jobs.ts';
export * from './marked-workbook.ts';
export * from './exemptions.ts';
export * from './versions.ts';
export * from './across-departments.ts';
export * from './draws.ts';
export * from './personal-data.ts';
export * from './analyses.ts';
export * from './audit.ts';
export * from './contact-forms.ts';
export * from './questionnaires.ts';
export * from './ballots.ts';
