/** Printing a batch: forms without names, labels with names; what holds names is noted. */
import { read, write } from '#db';
import { printPdf, writeWord, type PrintedDocument } from '#documents';
import { releasedCases } from '#draws';
import { Problem } from '#problem';
import { publishedVersions } from '#questionnaires';
import { textsFor } from '#surveys';
import type { Context } from '../context.ts';
import { FileReply } from '../http/file-reply.ts';
import { formsDocument, labelsDocument, type Addressee } from './documents.ts';
import { formNumber } from './form-number.ts';
import { batchById, formsOf } from './rows.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

async function forms(ctx: Context, batchId: string): Promise<PrintedDocument> {
  return read(ctx, async (tx) => {
    const batch = await batchById(tx, batchId);
    const rows = (await formsOf(tx, batchId)).filter(({ state }) => state !== 'void');
    const versions = await publishedVersions(
      tx,
      rows.map(({ versionId }) => versionId),
    );
    return formsDocument(
      `${batch.title}（${batch.code}）`,
      rows.map((form) => {
        const version = versions.get(form.versionId);
        if (!version) throw new Error('a printed form lost its questionnaire');
        return {
          number: formNumber(form.code, form.serial),
          questionnaire: version.content,
          texts: textsFor(version.content, { id: form.departmentId, name: form.departmentName }, form.year),
        };
      }),
    );
  });
}

export async function printForms(ctx: Context, batchId: string): Promise<FileReply> {
  const document = await forms(ctx, batchId);
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}

export async function writeForms(ctx: Context, batchId: string): Promise<FileReply> {
  const document = await forms(ctx, batchId);
  return new FileReply(await writeWord(document), docx, { fileName: `${document.title}.docx` });
}

/** Labels in the order of the forms' numbers, so that a pile of forms and a sheet of labels match. */
export async function printLabels(ctx: Context, batchId: string): Promise<FileReply> {
  const document = await write(ctx, 'paper.labels', async (tx, note) => {
    const batch = await batchById(tx, batchId);
    if (batch.draw === null) throw new Problem('paper-has-no-addressees');
    const { cases } = await releasedCases(tx, ctx, batch.draw.id, { persons: true });
    const persons = new Map(cases.map((one) => [one.unitId, one.person]));
    const addressees = (await formsOf(tx, batchId))
      .filter(({ state }) => state !== 'void')
      .flatMap((form): Addressee[] => {
        const person = form.unitId === null ? undefined : persons.get(form.unitId);
        if (!person) return [];
        return [
          {
            number: formNumber(form.code, form.serial),
            name: person.name,
            organisation: person.organisation ?? '',
            post: person.post ?? '',
            address: person.address ?? '',
            postcode: person.postcode ?? '',
          },
        ];
      });
    note({ subject: `cycle:${batch.cycleId}`, detail: { batch: batchId, labels: addressees.length } });
    return labelsDocument(`邮寄标签-${batch.title}（${batch.code}）`, addressees);
  });
  return new FileReply((await printPdf(document)).bytes, 'application/pdf', { fileName: `${document.title}.pdf` });
}
