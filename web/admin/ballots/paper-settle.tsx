/** Settling what two clerks read differently on one form, with the paper at hand: place by place, by a third person. */
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { getBallotDifference, getBallotPaper, getBallotPile, settleBallotForm, type RouteReply } from '#contract';
import { useRead, useWrite } from '../query.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { Reading } from '../shared/reading.tsx';
import '../styles/ballots.css';
import { echoOf, faultKeys } from './paper-words.ts';

type Difference = RouteReply<typeof getBallotDifference>;
type Place = Difference['differences'][number];
const OTHER = 'other';

interface Choice {
  /** The place of a value, or OTHER; undefined: not yet chosen. */
  readonly chosen?: string;
  readonly typed?: string;
}

/** For a whole form: valid, or why not; else the two readings. */
function optionsOf({ field, values }: Place): readonly { readonly value: string; readonly words: string }[] {
  if (field !== 'form') return values;
  return [
    { value: '', words: '有效（由另一人再录一遍）' },
    ...faultKeys.map(({ fault, label }) => ({ value: fault, words: `整张无效：${label}` })),
  ];
}

function valueOf(place: Place, { chosen, typed = '' }: Choice): string | undefined {
  if (chosen === undefined) return undefined;
  return chosen === OTHER ? typed : optionsOf(place)[Number(chosen)]?.value;
}

function Settle({ cycleId, difference }: { readonly cycleId: string; readonly difference: Difference }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const settle = useWrite(settleBallotForm, [getBallotPaper, getBallotPile, getBallotDifference]);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const { differences, sequence, style } = difference;
  const said = differences.map((place) => ({ place, value: valueOf(place, choices[place.field] ?? {}) }));
  const left = said.filter(({ value }) => value === undefined).length;
  const isWrong = said.some(
    ({ place, value }) => value !== undefined && place.field !== 'form' && echoOf(difference, place.field, value).wrong,
  );
  const submit = async () => {
    try {
      await settle.mutateAsync({
        params: { cycleId, style },
        body: { sequence, values: Object.fromEntries(said.map(({ place, value }) => [place.field, value ?? ''])) },
      });
      void message.success(`第${sequence}号已裁定`);
      await navigate({ to: '/cycles/$cycleId/ballot/paper', params: { cycleId } });
    } catch {
      // Shown below from the write's error.
    }
  };
  const choose = (field: string, choice: Choice) =>
    setChoices((before) => ({ ...before, [field]: { ...before[field], ...choice } }));
  return (
    <Section title={`流水号${sequence}，批号${difference.code}`}>
      <p>请取出原件，逐处选定与原件相符的；两个都不对的，照原件填。两遍的先后和录入人不显示。</p>
      {settle.isError ? <ProblemNotice problem={settle.error} /> : null}
      {differences.map((place) => {
        const choice = choices[place.field] ?? {};
        const options = optionsOf(place);
        const echo = choice.chosen === OTHER ? echoOf(difference, place.field, choice.typed ?? '') : undefined;
        return (
          <fieldset key={place.field} className="entry-item">
            <legend>{place.label}</legend>
            <Radio.Group
              vertical
              value={choice.chosen ?? null}
              onChange={(event) => choose(place.field, { chosen: String(event.target.value) })}
              options={[
                ...options.map(({ words }, index) => ({ value: String(index), label: words })),
                ...(place.field === 'form' ? [] : [{ value: OTHER, label: '都不对，原件上是：' }]),
              ]}
            />
            {echo === undefined ? null : (
              <div className="entry-answer">
                <Input
                  aria-label={`${place.label}，原件上是`}
                  value={choice.typed ?? ''}
                  autoComplete="off"
                  maxLength={200}
                  status={echo.wrong ? 'error' : ''}
                  onChange={(event) => choose(place.field, { typed: event.target.value })}
                />
                <span className={echo.wrong ? 'bad' : 'soft'}>{echo.words === '' ? '空白' : echo.words}</span>
              </div>
            )}
          </fieldset>
        );
      })}
      <div className="actions">
        <Button type="primary" disabled={left > 0 || isWrong} loading={settle.isPending} onClick={() => void submit()}>
          裁定
        </Button>
        <span className="soft">{left > 0 ? `还有${left}处没有选定` : ''}</span>
      </div>
    </Section>
  );
}

export function BallotSettlePage() {
  const { cycleId, style, sequence } = useParams({ from: '/inside/cycles/$cycleId/ballot/paper/$style/$sequence' });
  const difference = useRead(getBallotDifference, { params: { cycleId, style, sequence } });
  return (
    <Page
      title="裁定录入差异"
      trail={
        <>
          <Link to="/cycles/$cycleId/ballot/paper" params={{ cycleId }}>
            纸质评价表
          </Link>{' '}
          › 裁定
        </>
      }
    >
      <Reading query={difference}>{(data) => <Settle cycleId={cycleId} difference={data} />}</Reading>
    </Page>
  );
}
