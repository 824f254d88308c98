/** The liaison's cards for 情况表 (附件8): one a cycle that is running. */
import { contactFormStateLabels, listOwnContactForms, type ContactFormStanding } from '#contract';
import { daysBetween, describeDaysLeft, formatInstant } from '../format.ts';
import { useRead } from '../query.ts';
import { useSignedIn } from '../session.tsx';
import { LinkButton } from '../shared/link-button.tsx';
import { Mark } from '../shared/marks.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';
import { nameDeadline } from '../shared/deadline.tsx';

function ContactCard({ form }: { readonly form: ContactFormStanding }) {
  const { today } = useSignedIn();
  const { cycle, department, deadlineOn, state, filledAt, late } = form;
  const open = state === 'awaited';
  const urgent = open && deadlineOn !== null && daysBetween(today, deadlineOn) <= 3;
  return (
    <article className={urgent ? 'card urgent' : 'card'} aria-label={`情况表（附件8）${cycle.name}`}>
      <div className="actions">
        <Mark tone={open ? 'plain' : 'good'}>{contactFormStateLabels[state]}</Mark>
        {open && deadlineOn !== null ? (
          <Mark tone={urgent ? 'bad' : 'plain'}>{describeDaysLeft(today, deadlineOn)}</Mark>
        ) : null}
        {late ? <Mark tone="bad">逾期</Mark> : null}
      </div>
      <h2>情况表（附件8）</h2>
      <p className="soft">{cycle.name}，联络员和主要领导</p>
      <p>截止：{nameDeadline(deadlineOn)}</p>
      <p>
        {filledAt === null
          ? '还没有填报。在网页上填好，打印盖章。'
          : `${formatInstant(filledAt)}已填。人员或电话有变动，请及时修改。`}
      </p>
      <div className="actions">
        <LinkButton
          primary={open}
          to="/cycles/$cycleId/contact-forms/$departmentId"
          params={{ cycleId: cycle.id, departmentId: department.id }}
        >
          {open ? '填写情况表' : '查看或修改'}
        </LinkButton>
      </div>
    </article>
  );
}

export function ContactCards() {
  const forms = useRead(listOwnContactForms, {});
  if (forms.isError) return <ProblemNotice problem={forms.error} onRetry={() => void forms.refetch()} />;
  const running = forms.data?.items.filter(({ cycle }) => !cycle.closed) ?? [];
  if (running.length === 0) return null;
  return (
    <div className="cards gap-above">
      {running.map((form) => (
        <ContactCard key={form.cycle.id} form={form} />
      ))}
    </div>
  );
}
