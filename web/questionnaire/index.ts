/** The question components: one look for public pages, previews and print. */
export {
  Lines,
  numbersOf,
  QuestionFields,
  QuestionnaireFields,
  type Look,
  type QuestionFieldsProps,
} from './fields.tsx';
export { describeCondition, describeTest, labelOf } from './paper.tsx';
