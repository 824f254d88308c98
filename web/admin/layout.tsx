/**
 * The frames around pages: the one with the menu for people signed in, the bare one for entering.
 *
 * Promise: nothing of a page inside is rendered before it is known who is signed in.
 */
import { Link, Navigate, Outlet } from '@tanstack/react-router';
import { Button, Drawer, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { closeSession, roleLabels } from '#contract';
import { call } from './api.ts';
import { takeSessionEnded } from './query.ts';
import { SignedInProvider, useSession, useSignedIn, type Ability } from './session.tsx';
import { ProblemNotice } from './shared/problem-notice.tsx';

const menu = [
  { to: '/', label: '首页', ability: null },
  { to: '/cycles', label: '评价周期', ability: 'manageCycles' },
  { to: '/frames', label: '抽样框总览', ability: 'seeAllFrames' },
  { to: '/shared-persons', label: '跨部门重复', ability: 'reviewFrames' },
  { to: '/questionnaires', label: '问卷', ability: 'seeQuestionnaires' },
  { to: '/draws', label: '抽样', ability: 'seeDraws' },
  { to: '/opinions', label: '意见与整改', ability: 'workOnOpinions' },
  { to: '/segments', label: '号段表', ability: 'seeAllFrames' },
  { to: '/results', label: '考评结果', ability: 'seeResults' },
  { to: '/schemes', label: '评价方案', ability: 'manageScores' },
  { to: '/accounts', label: '账号', ability: 'manageAccounts' },
  { to: '/audit', label: '留痕', ability: 'seeAudit' },
] as const satisfies readonly { to: string; label: string; ability: Ability | null }[];

function MenuList({ onChosen }: { readonly onChosen?: () => void }) {
  const { may } = useSignedIn();
  return (
    <ul className="menu-list">
      {menu
        .filter(({ ability }) => ability === null || may(ability))
        .map(({ to, label }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/' }} {...(onChosen ? { onClick: onChosen } : {})}>
              {label}
            </Link>
          </li>
        ))}
    </ul>
  );
}

function Footer() {
  return (
    <footer className="foot">
      <span>评议 · 社会评价平台</span>
      <Link to="/help">使用帮助</Link>
      <a href="/api/docs">接口文档</a>
    </footer>
  );
}

/** Header, skip link and footer without a menu. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="entry-page">
      <header className="bar">
        <Link to="/" className="brand">
          评议<small>社会评价平台</small>
        </Link>
      </header>
      <main id="main">{children}</main>
      <Footer />
    </div>
  );
}

function Bar() {
  const { person } = useSignedIn();
  const [menuOpen, setMenuOpen] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const leave = async () => {
    setLeaving(true);
    setProblem(null);
    try {
      await call(closeSession, {});
      // A fresh page: whatever was read stays in no memory for the next person at this computer.
      window.location.assign('/app/sign-in');
    } catch (error) {
      setProblem(error);
      setLeaving(false);
    }
  };
  return (
    <>
      <header className="bar">
        <Button className="bar-button only-narrow" onClick={() => setMenuOpen(true)} aria-haspopup="dialog">
          菜单
        </Button>
        <Link to="/" className="brand">
          评议<small>社会评价平台</small>
        </Link>
        <div className="who">
          {person.displayName}
          <br />
          <span>{person.department?.name ?? roleLabels[person.role]}</span>
        </div>
        <Link to="/password" className="bar-link only-wide">
          修改密码
        </Link>
        <Button className="bar-button" loading={leaving} onClick={() => void leave()}>
          退出
        </Button>
      </header>
      <Drawer
        title="菜单"
        placement="left"
        size={280}
        open={menuOpen}
        onClose={() => setMenuOpen(false)}
        getContainer={() => document.getElementById('root') ?? document.body}
      >
        <MenuList onChosen={() => setMenuOpen(false)} />
        <ul className="menu-list">
          <li>
            <Link to="/password" onClick={() => setMenuOpen(false)}>
              修改密码
            </Link>
          </li>
        </ul>
      </Drawer>
      {problem === null ? null : <ProblemNotice problem={problem} />}
    </>
  );
}

/** Everything that needs a signed-in person. */
export function SignedInFrame() {
  const session = useSession();
  if (session.isPending) {
    return (
      <EntryFrame>
        <div className="entry" role="status" aria-label="正在打开">
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      </EntryFrame>
    );
  }
  if (!session.data) {
    return (
      <EntryFrame>
        <div className="entry">
          <ProblemNotice problem={session.error} onRetry={() => void session.refetch()} />
        </div>
      </EntryFrame>
    );
  }
  const { person, today } = session.data;
  if (!person) {
    const here = `${window.location.pathname}${window.location.search}`;
    const next = here === '/app' || here === '/app/' ? undefined : here;
    return <Navigate to="/sign-in" search={{ next, why: takeSessionEnded() ? 'ended' : undefined }} replace />;
  }
  return (
    <SignedInProvider value={{ person, today }}>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <div className="frame">
        <div className="bar-area">
          <Bar />
        </div>
        <nav className="menu" aria-label="主菜单">
          <MenuList />
        </nav>
        <div className="main">
          <main id="main" tabIndex={-1}>
            <Outlet />
          </main>
          <Footer />
        </div>
      </div>
    </SignedInProvider>
  );
}
