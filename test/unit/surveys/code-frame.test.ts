/** Rules of the code frame: nothing that is borne is lost, nothing is ambiguous. */
import { describe, expect, it } from 'vitest';
import {
  asksAnswer,
  checkCodeFrame,
  checkCodes,
  codeFrameSchema,
  labelOfCode,
  shippedCodeFrame,
  type CodeFrame,
} from '#surveys';

const frame = (change: Partial<CodeFrame>): CodeFrame => ({ ...shippedCodeFrame, ...change });
const none = { kinds: [], topics: [] };

describe('a changed frame', () => {
  it('is fine when nothing is lost; the shipped one is', () => {
    expect(codeFrameSchema.parse(shippedCodeFrame)).toEqual(shippedCodeFrame);
    expect(checkCodeFrame(shippedCodeFrame, { kinds: ['praise'], topics: ['style'] })).toEqual([]);
  });

  it('may retire but not remove a code that opinions bear', () => {
    const without = frame({ kinds: shippedCodeFrame.kinds.filter(({ code }) => code !== 'praise') });
    expect(checkCodeFrame(without, none)).toEqual([]);
    expect(checkCodeFrame(without, { kinds: ['praise', 'praise'], topics: [] })).toEqual([
      '性质代码“praise”已经用在意见上，不能删去，可以停用',
    ]);
    const retired = frame({
      kinds: shippedCodeFrame.kinds.map((entry) => ({ ...entry, retired: entry.code === 'praise' })),
    });
    expect(checkCodeFrame(retired, { kinds: ['praise'], topics: [] })).toEqual([]);
  });

  it('has each code once, each offered name once, and something to offer', () => {
    const [first] = shippedCodeFrame.topics;
    if (!first) throw new Error('no topics');
    expect(checkCodeFrame(frame({ topics: [first, first] }), none)).toEqual([
      '类别代码“style”写了两次',
      '类别“机关作风”有两个，分不清该用哪个',
    ]);
    expect(checkCodeFrame(frame({ topics: [{ ...first, retired: true }] }), none)).toEqual([
      '类别全部停用了，至少留一个',
    ]);
  });
});

describe('the codes of an opinion', () => {
  it('are one kind and one to three topics of the frame', () => {
    const check = (kind: string, topics: readonly string[]) => checkCodes(shippedCodeFrame, { kind, topics });
    expect(check('complaint', ['style', 'service', 'duties'])).toBeNull();
    expect(check('nonsense', ['style'])).toBe('请从编码表里选一种性质');
    expect(check('complaint', [])).toBe('请至少选一个类别');
    expect(check('complaint', ['style', 'service', 'duties', 'other'])).toBe('类别最多选3个');
    expect(check('complaint', ['style', 'style'])).toBe('同一个类别选了两次');
    expect(check('complaint', ['elsewhere'])).toBe('有的类别不在编码表里，请重选');
  });

  it('may stay although they were retired, but are not given anew', () => {
    const retired = frame({ topics: shippedCodeFrame.topics.map((entry) => ({ ...entry, retired: true })) });
    const codes = { kind: 'praise', topics: ['style'] };
    expect(checkCodes(retired, codes)).not.toBeNull();
    expect(checkCodes(retired, codes, { kinds: [], topics: ['style'] })).toBeNull();
    expect(labelOfCode(retired.topics, 'style')).toBe('机关作风');
    expect(labelOfCode(retired.topics, 'gone')).toBe('gone');
  });

  it('say whether something is to be put right', () => {
    expect(['complaint', 'praise', 'gone'].map((kind) => asksAnswer(shippedCodeFrame.kinds, kind))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
