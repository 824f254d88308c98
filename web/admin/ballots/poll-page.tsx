/** The leader evaluation of a cycle, step by step: settings, roll, key, cards, voting, opening, results. Nothing here says who has voted. */
import { Link, useParams } from '@tanstack/react-router';
import { Alert, Steps } from 'antd';
import { getCycle, getPoll, pollStateLabels, pollStateSchema, type PollStanding } from '#contract';
import { useRead } from '../query.ts';
import '../styles/ballots.css';
import { useSignedIn } from '../session.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { Reading } from '../shared/reading.tsx';
import { CardsSection } from './cards.tsx';
import { IssuingSection } from './issuing.tsx';
import { KeySection } from './key.tsx';
import { OpeningSection } from './opening.tsx';
import { ResultsSection } from './results.tsx';
import { RollSection } from './roll.tsx';
import { SettingsSection } from './settings.tsx';
import { VotingSection } from './voting.tsx';

const states = pollStateSchema.options;

function Standing({ poll }: { readonly poll: PollStanding }) {
  return (
    <Section title="进度">
      <Steps
        className="gap"
        size="small"
        current={states.indexOf(poll.state)}
        items={states.map((state) => ({ title: pollStateLabels[state] }))}
      />
      {poll.obstacles.length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          title="下一步以前还要"
          description={
            <ul className="plain-list">
              {poll.obstacles.map(({ code, text }) => (
                <li key={`${code} ${text}`}>{text}</li>
              ))}
            </ul>
          }
        />
      )}
    </Section>
  );
}

/** Paper has a page of its own; here stands the way to it. */
function PaperSection({ poll }: { readonly poll: PollStanding }) {
  const waits = poll.obstacles.some(({ code }) => code === 'paper-open');
  return (
    <Section
      title="纸质评价表"
      actions={
        <LinkButton to="/cycles/$cycleId/ballot/paper" params={{ cycleId: poll.cycleId }} primary={waits}>
          印制、收发、录入
        </LinkButton>
      }
    >
      <p className="soft">
        不便用手机、电脑的，可以用纸质表：按附件9–11的式样印制，收齐打乱后由两人分别录入，与评价卡在一张账上、一起计票。
      </p>
    </Section>
  );
}

export function PollPage() {
  const { cycleId } = useParams({ from: '/inside/cycles/$cycleId/ballot' });
  const { may } = useSignedIn();
  const office = may('manageCycles');
  // Who may see the counts and the sealed ballots: the office and observers.
  const looksIn = may('seeAudit');
  const poll = useRead(getPoll, { params: { cycleId } });
  const cycle = useRead(getCycle, { params: { cycleId } });
  return (
    <Page
      title="领导评价"
      lead={
        <>
          不记名：谁投过票查不到，也没有“未投名单”。
          <a className="underlined" href="/b/protection">
            保护什么，不保护什么
          </a>
        </>
      }
      trail={
        <>
          <Link to="/cycles/$cycleId" params={{ cycleId }}>
            {cycle.data?.name ?? '评价周期'}
          </Link>{' '}
          › 领导评价
        </>
      }
    >
      <Reading query={poll}>
        {(standing) => (
          <>
            <Standing poll={standing} />
            {standing.state === 'counted' && looksIn ? <ResultsSection poll={standing} /> : null}
            {looksIn && (standing.state === 'closed' || standing.state === 'counted') ? (
              <OpeningSection poll={standing} office={office} />
            ) : null}
            {standing.state === 'preparing' ? null : <VotingSection poll={standing} office={office} />}
            {standing.state === 'preparing' ? null : standing.settings?.credentials === 'blind' ? (
              <IssuingSection poll={standing} office={office} />
            ) : (
              <CardsSection poll={standing} office={office} />
            )}
            {standing.state === 'preparing' ? null : <PaperSection poll={standing} />}
            {standing.state === 'preparing' ? null : <KeySection poll={standing} office={office} />}
            {standing.settings === null ? null : <RollSection poll={standing} office={office} />}
            {cycle.data ? <SettingsSection poll={standing} cycle={cycle.data} office={office} /> : null}
          </>
        )}
      </Reading>
    </Page>
  );
}
