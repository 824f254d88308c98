/** What a switched-off phone and a broken-off interview count as: the office decides before results come in. */
import { App, Form, Radio } from 'antd';
import { getFieldwork, setFieldworkChoices, type FieldworkChoices } from '#contract';
import { outcomeChoiceWords } from '#sampling';
import { formatInstant } from '../format.ts';
import { useWrite } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { DialogButton } from '../shared/dialog-button.tsx';

type Values = Pick<FieldworkChoices, 'switchedOff' | 'brokenOff'>;

export function SetChoices({ cycleId, choices }: { readonly cycleId: string; readonly choices: FieldworkChoices }) {
  const { message } = App.useApp();
  const { may } = useSignedIn();
  const put = useWrite(setFieldworkChoices, [getFieldwork]);
  const isDone = choices.fixed && choices.switchedOff !== null && choices.brokenOff !== null;
  if (!may('manageScores') || isDone) return null;
  const { switchedOff, brokenOff } = outcomeChoiceWords;
  return (
    <DialogButton<Values>
      label="设定口径"
      title="设定话务结果的口径"
      okText="设定"
      initialValues={{ switchedOff: choices.switchedOff, brokenOff: choices.brokenOff }}
      onSubmit={async (values) => {
        await put.mutateAsync({
          params: { cycleId },
          body: { switchedOff: values.switchedOff ?? null, brokenOff: values.brokenOff ?? null },
        });
        void message.success('已设定');
      }}
    >
      <p>两项都影响应答率，要在访问开始前定好；回收结果以后，定了的不能再改，并随应答率一起印出。</p>
      <Form.Item name="switchedOff" label={switchedOff.question}>
        <Radio.Group
          vertical
          disabled={choices.fixed && choices.switchedOff !== null}
          options={[
            { value: 'NC', label: switchedOff.NC },
            { value: 'UH', label: switchedOff.UH },
          ]}
        />
      </Form.Item>
      <Form.Item name="brokenOff" label={brokenOff.question}>
        <Radio.Group
          vertical
          disabled={choices.fixed && choices.brokenOff !== null}
          options={[
            { value: 'P', label: brokenOff.P },
            { value: 'R', label: brokenOff.R },
          ]}
        />
      </Form.Item>
    </DialogButton>
  );
}

export const choicesLine = ({ setAt, setBy }: FieldworkChoices): string =>
  setAt === null ? '还没有设定，不计算应答率。' : `${formatInstant(setAt)}由${setBy ?? ''}设定。`;
