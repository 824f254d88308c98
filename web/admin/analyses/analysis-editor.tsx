/**
 * The liaison's three boxes: counted while writing, saved as a draft, filed with the sealed paper.
 *
 * Promise: what was typed stays on the screen whatever the server answers, and leaving with unsaved text asks first.
 */
import { useBlocker } from '@tanstack/react-router';
import { App, Button, Form, Input, Progress, Upload } from 'antd';
import { useState } from 'react';
import {
  analysisLimits,
  analysisSections,
  fileAnalysis,
  getAnalysis,
  listAnalyses,
  listOwnAnalyses,
  printAnalysis,
  saveAnalysis,
  type Analysis,
  type AnalysisTexts,
} from '#contract';
import { countWords } from '#surveys';
import { formatBytes } from '../format.ts';
import { useUpload, useWrite } from '../query.ts';
import { DayField } from '../shared/day-field.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { showFieldProblems } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

const affected = [getAnalysis, listAnalyses, listOwnAnalyses] as const;
const placeOf = ({ cycle, department }: Analysis) => ({ cycleId: cycle.id, departmentId: department.id });

const hints: Readonly<Record<keyof AnalysisTexts, string>> = {
  tasks: '1月1日至11月30日，主要目标任务完成得怎样，用事实和数据说话。',
  innovations: '有哪些新做法、新突破，在全国系统内处于什么水平。',
  difficulties: '还有哪些难点和薄弱环节，准备怎样改进。',
};

function WordCount({ words }: { readonly words: number }) {
  const over = words - analysisLimits.words;
  return (
    <div role="status" aria-live="polite" className="gap">
      <Progress
        percent={Math.min(100, Math.round((100 * words) / analysisLimits.words))}
        status={over > 0 ? 'exception' : 'normal'}
        showInfo={false}
        aria-label="字数"
      />
      <span className={over > 0 ? 'bad' : 'soft'}>
        {over > 0
          ? `三栏合计${words}字，超过${analysisLimits.words}字，请删减${over}字。`
          : `三栏合计${words}字，还可以写${-over}字。`}
      </span>
    </div>
  );
}

export function AnalysisEditor({ analysis }: { readonly analysis: Analysis }) {
  const { message } = App.useApp();
  const [texts, setTexts] = useState<AnalysisTexts>(analysis.texts);
  const [revision, setRevision] = useState(analysis.revision);
  const [kept, setKept] = useState<AnalysisTexts>(analysis.texts);
  const save = useWrite(saveAnalysis, affected);
  const words = analysisSections.reduce((sum, { key }) => sum + countWords(texts[key]), 0);
  const unsaved = analysisSections.some(({ key }) => texts[key].trim() !== kept[key].trim());
  useBlocker({
    shouldBlockFn: () => unsaved && !window.confirm('写的内容还没有保存，要离开吗？'),
    enableBeforeUnload: unsaved,
  });
  const keep = async () => {
    try {
      const saved = await save.mutateAsync({ params: placeOf(analysis), body: { ...texts, revision } });
      setRevision(saved.revision);
      setKept(saved.texts);
      void message.success('草稿已保存');
    } catch {
      // Shown below from the write's error.
    }
  };
  return (
    <>
      <Section title={`${analysis.department.name}${analysis.cycle.year}年度绩效分析`}>
        {save.isError ? <ProblemNotice problem={save.error} /> : null}
        <Form layout="vertical" component="div">
          {analysisSections.map(({ key, label }) => (
            <Form.Item key={key} label={label} htmlFor={`analysis-${key}`} extra={hints[key]}>
              <Input.TextArea
                id={`analysis-${key}`}
                value={texts[key]}
                rows={9}
                maxLength={6000}
                onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
              />
            </Form.Item>
          ))}
        </Form>
        <WordCount words={words} />
        <div className="actions">
          <Button
            type="primary"
            loading={save.isPending}
            disabled={!unsaved && revision > 0}
            onClick={() => void keep()}
          >
            保存草稿
          </Button>
          <DownloadButton
            route={printAnalysis}
            asked={{ params: placeOf(analysis) }}
            name="绩效分析.pdf"
            disabled={unsaved || revision === 0}
          >
            下载打印稿（A4，PDF）
          </DownloadButton>
          <span className="soft small">{unsaved ? '有未保存的改动。' : revision > 0 ? '所有改动已保存。' : ''}</span>
        </div>
      </Section>
      <FileSection analysis={analysis} revision={revision} blocked={unsaved || revision === 0} />
    </>
  );
}

function FileSection({
  analysis,
  revision,
  blocked,
}: {
  readonly analysis: Analysis;
  readonly revision: number;
  readonly blocked: boolean;
}) {
  const [form] = Form.useForm<{ body: string; decidedOn: string }>();
  const [scan, setScan] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  const filing = useUpload(fileAnalysis, affected, setSent);
  const { message } = App.useApp();
  const file = async (values: { body: string; decidedOn: string }) => {
    setProblem(null);
    try {
      await filing.mutateAsync({
        params: placeOf(analysis),
        form: { ...values, revision },
        files: scan === null ? [] : [scan],
      });
      void message.success('绩效分析表已报送');
    } catch (error) {
      if (!showFieldProblems(form, error)) setProblem(error);
    }
  };
  return (
    <Section title="审定盖章后报送">
      <ol className="plain-list">
        <li>保存后下载打印稿，经本单位党委（党组）讨论审定。</li>
        <li>A4正反两面打印，盖公章，扫描或拍照成一个文件（PDF、JPG或PNG）。</li>
        <li>填写审定情况，上传盖章件，报送。</li>
      </ol>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Form form={form} layout="vertical" className="narrow-form" onFinish={(values) => void file(values)}>
        <Form.Item
          name="body"
          label="由哪个会议审定"
          rules={[{ required: true, message: '请写明由哪个会议审定，例如“厅党组会议”' }]}
        >
          <Input maxLength={60} autoComplete="off" placeholder="例如：厅党组会议" />
        </Form.Item>
        <DayField name="decidedOn" label="审定日期" />
        <Form.Item
          label="盖章件"
          extra={`PDF、JPG或PNG，不超过${analysisLimits.scanMb}MB；加密保存，只有本单位、绩效办和民调中心能看。`}
        >
          <Upload
            accept=".pdf,.jpg,.jpeg,.png"
            showUploadList={false}
            beforeUpload={(chosen) => {
              setScan(chosen);
              return false;
            }}
          >
            <Button>选择盖章件</Button>
          </Upload>
          {scan === null ? null : (
            <div>
              {scan.name} <span className="soft small">{formatBytes(scan.size)}</span>
            </div>
          )}
        </Form.Item>
        {filing.isPending ? <Progress percent={Math.round(sent * 100)} status="active" aria-label="上传进度" /> : null}
        <Button type="primary" htmlType="submit" loading={filing.isPending} disabled={blocked || scan === null}>
          报送
        </Button>
        {blocked ? <p className="soft small">先保存草稿，才能报送。</p> : null}
      </Form>
    </Section>
  );
}
