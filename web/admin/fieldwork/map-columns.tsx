/** What a call room calls its columns: said once for a file's heads, remembered for the next file of the same room. */
import { App, Form, Input, Select } from 'antd';
import { listColumnMappings, setColumnMapping, type CallResults } from '#contract';
import { useWrite } from '../query.ts';
import { DialogButton } from '../shared/dialog-button.tsx';

interface Values {
  readonly room: string;
  /** By the number of the column: heads may hold any character. */
  readonly keys: Readonly<Record<string, string>>;
}

const unread = '';

export function MapColumns({
  cycleId,
  columns,
  offered,
  room,
  known,
  onSaved,
}: {
  readonly cycleId: string;
  readonly columns: CallResults['columns'];
  readonly offered: CallResults['offered'];
  /** The room the file was read by; empty: by the names of the template. */
  readonly room: string;
  readonly known: Readonly<Record<string, string>>;
  readonly onSaved: (room: string) => void;
}) {
  const { message } = App.useApp();
  const put = useWrite(setColumnMapping, [listColumnMappings]);
  if (columns.length === 0) return null;
  const names = new Map(offered.map(({ key, label }) => [key, label]));
  const options = [{ value: unread, label: '不读这一列' }, ...offered.map(({ key, label }) => ({ value: key, label }))];
  return (
    <div className="gap">
      <DialogButton<Values>
        label={room === '' ? '列名不一样？设定列名对照' : `修改“${room}”的列名对照`}
        title="列名对照"
        okText="保存并重新试读"
        width={680}
        initialValues={{
          room,
          keys: Object.fromEntries(
            columns.map(({ key }, at) => [String(at), key !== null && names.has(key) ? key : unread]),
          ),
        }}
        onSubmit={async ({ room: by, keys }) => {
          await put.mutateAsync({
            params: { cycleId },
            // What other files of the room have been said to mean stays.
            body: {
              room: by,
              columns: {
                ...known,
                ...Object.fromEntries(columns.map(({ head }, at) => [head, keys[String(at)] ?? unread])),
              },
            },
          });
          void message.success(`已记住“${by}”的列名，以后选它就能读`);
          onSaved(by);
        }}
      >
        <p>每一项的标题是文件里的列名，请选它是什么；用不到的不读。保存后，本周期这个呼叫中心的文件都按它读。</p>
        <Form.Item name="room" label="呼叫中心" rules={[{ required: true, message: '请填呼叫中心的名称' }]}>
          <Input maxLength={40} autoComplete="off" placeholder="例如：南宁呼叫中心" />
        </Form.Item>
        {columns.map(({ head }, at) => (
          <Form.Item key={head} name={['keys', String(at)]} label={head}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
          </Form.Item>
        ))}
      </DialogButton>
    </div>
  );
}
