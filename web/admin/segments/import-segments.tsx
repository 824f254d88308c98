/** Importing a number-segment table: one file, where it comes from, and afterwards which rows were not taken. */
import { Button, Form, Input, Progress, Upload } from 'antd';
import { useState } from 'react';
import { importSegmentTable, listSegmentTables, type SegmentTableWithFindings } from '#contract';
import { formatBytes, formatCount } from '../format.ts';
import { useUpload } from '../query.ts';
import { fieldRule, showFieldProblems } from '../shared/field-rule.ts';
import { Section } from '../shared/page.tsx';
import { ProblemNotice } from '../shared/problem-notice.tsx';

export function ImportSegments({ replacing }: { readonly replacing: number | undefined }) {
  const [form] = Form.useForm<{ sourceNote: string }>();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [done, setDone] = useState<SegmentTableWithFindings | null>(null);
  const importing = useUpload(importSegmentTable, [listSegmentTables], setSent);
  const submit = async ({ sourceNote }: { sourceNote: string }) => {
    if (!file) return;
    setSent(0);
    setDone(null);
    try {
      setDone(await importing.mutateAsync({ form: { sourceNote }, files: [file] }));
      setFile(null);
      form.resetFields();
    } catch (error) {
      // Anything that is not about a field is shown below from the upload's error.
      showFieldProblems(form, error);
    }
  };
  return (
    <Section title={replacing === undefined ? '导入号段表' : '导入新的一版'}>
      <p>
        csv 或 xlsx，一个文件。要有“号段”一栏（手机号码前七位，如 1380771），以及“区号”或“城市”一栏；其他栏不读。
        {replacing === undefined ? '' : `导入后代替第${replacing}版，以后的审核用新的一版；已经审核的名单不变。`}
      </p>
      <Form form={form} layout="vertical" initialValues={{ sourceNote: '' }} onFinish={(values) => void submit(values)}>
        <Upload.Dragger
          className="drop"
          showUploadList={false}
          disabled={importing.isPending}
          beforeUpload={(chosen) => {
            importing.reset();
            setDone(null);
            setFile(chosen);
            return false;
          }}
        >
          <p className="drop-title">{file ? file.name : '把号段表拖到这里，或者点击选择文件'}</p>
          <p className="soft small">
            {file ? `${formatBytes(file.size)}，点击可以换一个` : 'csv 或 xlsx，几十万行也可以'}
          </p>
        </Upload.Dragger>
        <div className="narrow-form gap-above">
          <Form.Item
            name="sourceNote"
            label="来源"
            required
            extra="例如：某某公司2026年11月提供。会写在版本记录里。"
            rules={[fieldRule(importSegmentTable.form.shape.sourceNote)]}
          >
            <Input maxLength={200} autoComplete="off" disabled={importing.isPending} />
          </Form.Item>
        </div>
        {importing.isPending ? (
          <div role="status" className="gap">
            <Progress percent={Math.round(sent * 100)} status="active" aria-label="上传进度" />
            {sent < 1 ? '正在上传…' : '已上传，正在读取，通常几秒钟…'}
          </div>
        ) : null}
        {importing.error === null ? null : <ProblemNotice problem={importing.error} />}
        {done === null ? null : (
          <p role="status">
            {`已导入第${done.version}版，${formatCount(done.segments)}个号段。`}
            {done.findings.length > 0 ? '有些行没有采用，见上面“没有采用的行”。' : '全部采用。'}
          </p>
        )}
        <Button type="primary" htmlType="submit" disabled={file === null} loading={importing.isPending}>
          导入
        </Button>
        {file === null ? <span className="soft small after-button">先选择文件</span> : null}
      </Form>
    </Section>
  );
}
