/** Settling what two clerks typed differently, with the paper at hand: item by item, by a third person. */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Button, Radio } from 'antd';
import { useState } from 'react';
import { getPaperBatch, getPaperDifference, listPaperBatches, settlePaperForm, type RouteReply } from '#contract';
import { fillTexts } from '#surveys';
import { useRead, useWrite } from '../query.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';

type Difference = RouteReply<typeof getPaperDifference>;

function Settle({ difference }: { readonly difference: Difference }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const settle = useWrite(settlePaperForm, [getPaperBatch, listPaperBatches]);
  const [choices, setChoices] = useState<Readonly<Record<string, 'first' | 'second'>>>({});
  const left = difference.differences.filter(({ item }) => choices[item] === undefined).length;
  const submit = async () => {
    try {
      const { outcome } = await settle.mutateAsync({ body: { number: difference.number, choices } });
      void message.success(outcome === 'filed' ? '已裁定并计入' : '本人已通过其他方式作答，这份作废');
      await navigate({ to: '/paper/$batchId', params: { batchId: difference.batchId } });
    } catch {
      // Shown below from the write's error.
    }
  };
  return (
    <Section title={`${difference.number}，${difference.department}`}>
      <p>请取出原件，逐处选定与原件相符的一遍。两人分别是{difference.clerks.join('、')}，次序不分先后。</p>
      {settle.isError ? <ProblemNotice problem={settle.error} /> : null}
      {difference.differences.map(({ item, label, first, second }) => (
        <fieldset key={item} className="entry-item">
          <legend>{fillTexts(label, difference.texts)}</legend>
          <Radio.Group
            vertical
            value={choices[item] ?? null}
            onChange={(event) => {
              const chosen = event.target.value === 'first' ? 'first' : 'second';
              setChoices((before) => ({ ...before, [item]: chosen }));
            }}
            options={[
              { value: 'first', label: first },
              { value: 'second', label: second },
            ]}
          />
        </fieldset>
      ))}
      <div className="actions">
        <Button type="primary" disabled={left > 0} loading={settle.isPending} onClick={() => void submit()}>
          裁定并计入
        </Button>
        <span className="soft">{left > 0 ? `还有${left}处没有选定` : ''}</span>
      </div>
    </Section>
  );
}

export function PaperSettlePage() {
  const { number } = useParams({ from: '/inside/paper-settle/$number' });
  const difference = useRead(getPaperDifference, { params: { number } });
  return (
    <Page
      title="裁定录入差异"
      trail={
        difference.data ? (
          <>
            <Link to="/paper/$batchId" params={{ batchId: difference.data.batchId }}>
              这一批
            </Link>{' '}
            › 裁定
          </>
        ) : undefined
      }
    >
      <Reading query={difference}>{(data) => <Settle difference={data} />}</Reading>
    </Page>
  );
}
