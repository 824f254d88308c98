/** 附件8, 社会评价工作有关情况表: each appraisee names its liaison and its leaders. */
import { z } from 'zod';
import { day, defineRoute, id, instant } from './route.ts';

const words = (field: string, most: number) =>
  z
    .string()
    .trim()
    .min(1, `请填写${field}`)
    .max(most, `${field}不超过${most}个字`)
    .regex(/^[^\p{Cc}]*$/u, `${field}请写在一行里`);
const personName = (field: string) =>
  words(field, 40)
    .min(2, `${field}至少2个字`)
    .regex(/^[^\p{Nd}]*$/u, `${field}里不能有数字，电话请填在电话栏`);
const phone = z.string().trim().max(40, '一栏只填一个号码').default('');

/** The form as filled in. 姓名及职务 is asked for in two fields, so that a list can hide one and show the other. */
const contactFormFields = z.object({
  liaisonName: personName('联络员姓名'),
  liaisonPost: words('联络员职务', 60),
  /** As written; at least one of the two. */
  officePhone: phone,
  mobilePhone: phone,
  leaderName: personName('主要领导姓名'),
  leaderPost: words('主要领导职务', 60),
  /** Only when the party secretary and the administrative head are two people. */
  secondLeaderName: z.union([z.literal(''), personName('姓名')]).default(''),
  secondLeaderPost: z.union([z.literal(''), words('职务', 60)]).default(''),
});
export const contactFormSchema = contactFormFields
  .refine(({ officePhone, mobilePhone }) => officePhone !== '' || mobilePhone !== '', {
    path: ['officePhone'],
    message: '办公电话和手机至少填一个',
  })
  .refine(({ secondLeaderName, secondLeaderPost }) => secondLeaderName === '' || secondLeaderPost !== '', {
    path: ['secondLeaderPost'],
    message: '请填写另一位主要领导的职务',
  })
  .refine(({ secondLeaderName, secondLeaderPost }) => secondLeaderPost === '' || secondLeaderName !== '', {
    path: ['secondLeaderName'],
    message: '请填写另一位主要领导的姓名',
  });
export type ContactForm = z.output<typeof contactFormSchema>;

const contactFormState = z.enum(['awaited', 'filled']);
export const contactFormStateLabels: Readonly<Record<z.infer<typeof contactFormState>, string>> = {
  awaited: '未填',
  filled: '已填',
};

const standingSchema = z.object({
  cycle: z.object({ id, name: z.string(), year: z.int(), closed: z.boolean() }),
  department: z.object({ id, name: z.string() }),
  /** null: 未设定. */
  deadlineOn: day.nullable(),
  state: contactFormState,
  filledAt: instant.nullable(),
  filledBy: z.string().nullable(),
  /** Filled or changed after the deadline. */
  late: z.boolean(),
});
export type ContactFormStanding = z.infer<typeof standingSchema>;

const cycleParams = z.object({ cycleId: id });
const formParams = cycleParams.extend({ departmentId: id });
const xlsx = { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;
const tag = '情况表（附件8）';

export const listOwnContactForms = defineRoute({
  method: 'GET',
  path: '/api/contact-forms',
  tag,
  summary: '本部门各评价周期的情况表填报情况',
  reply: z.object({ items: z.array(standingSchema) }),
});
export const listContactForms = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/contact-forms',
  tag,
  summary: '各部门情况表的填报情况，号码已遮盖',
  params: cycleParams,
  reply: z.object({
    deadlineOn: day.nullable(),
    /** The personal data of the cycle were erased. */
    erased: z.boolean(),
    items: z.array(
      standingSchema.extend({
        liaison: z.string().nullable(),
        /** 138****1234. */
        phones: z.array(z.string()),
        leaders: z.array(z.string()),
      }),
    ),
  }),
  problems: ['cycle-key-missing'],
});
export const getContactForm = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/contact-forms/:departmentId',
  tag,
  summary: '一个部门的情况表（联络员只见本部门的）',
  params: formParams,
  reply: standingSchema.extend({ form: contactFormFields.nullable() }),
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const fillContactForm = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/contact-forms/:departmentId',
  tag,
  summary: '填报或修改本部门的情况表',
  params: formParams,
  body: contactFormSchema,
  reply: standingSchema.extend({ form: contactFormFields }),
  problems: ['cycle-closed', 'keys-destroyed', 'cycle-key-missing'],
});
export const printContactForm = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/contact-forms/:departmentId/print',
  tag,
  summary: '情况表的打印页（A4，留盖章处）；未填时为空表',
  params: formParams,
  reply: { file: 'text/html' },
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const downloadContactForm = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/contact-forms/:departmentId/form.xlsx',
  tag,
  summary: '下载情况表（附件8）；未填时为空表',
  params: formParams,
  reply: xlsx,
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const exportContactForms = defineRoute({
  method: 'GET',
  path: '/api/cycles/:cycleId/contact-forms.xlsx',
  tag,
  summary: '导出各部门的情况表：一张汇总，每个已填的部门一张附件8；记入留痕',
  params: cycleParams,
  reply: xlsx,
  problems: ['keys-destroyed', 'cycle-key-missing'],
});
export const setContactDeadline = defineRoute({
  method: 'PUT',
  path: '/api/cycles/:cycleId/contact-deadline',
  tag,
  summary: '设定情况表的截止日期；null为未设定',
  params: cycleParams,
  body: z.object({ deadlineOn: day.nullable() }),
  reply: z.object({ deadlineOn: day.nullable() }),
  problems: ['cycle-closed'],
});
