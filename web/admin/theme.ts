/** How antd looks here: deep blue, readable sizes, every text at least 4.5:1 on its ground. */
import type { ThemeConfig } from 'antd';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#1c4f8f',
    colorInfo: '#1c4f8f',
    colorLink: '#1c4f8f',
    colorSuccess: '#1f7a3d',
    colorWarning: '#8a5a00',
    colorError: '#b3261e',
    colorTextBase: '#1b2430',
    colorText: '#1b2430',
    colorTextSecondary: '#4a5563',
    colorTextTertiary: '#5b6573',
    colorTextDescription: '#4a5563',
    colorTextPlaceholder: '#68727f',
    colorBorder: '#b8c1cc',
    colorBgLayout: '#f3f5f8',
    borderRadius: 4,
    fontSize: 15,
    controlHeight: 36,
    fontFamily:
      '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", sans-serif',
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
  },
};
