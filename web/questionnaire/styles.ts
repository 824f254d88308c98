/** The look of the questions as text, for pages that carry their styles in one element. */
export { default as questionnaireStyles } from './questionnaire.css?raw';
