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
    colorPrimaryBg: '#eaf1f9',
    colorPrimaryBgHover: '#dbe7f4',
    colorInfoBg: '#eaf1f9',
    colorInfoBorder: '#9dbbe0',
    colorSuccessBg: '#f0f9f3',
    colorSuccessBorder: '#94c9a5',
    colorWarningBg: '#fff9ec',
    colorWarningBorder: '#dfb768',
    colorErrorBg: '#fdf4f3',
    colorErrorBgHover: '#fbe7e5',
    colorErrorBorder: '#e3a29d',
    borderRadius: 4,
    fontSize: 15,
    controlHeight: 36,
    fontFamily:
      '"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", "Segoe UI", Arial, "DejaVu Sans", sans-serif',
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
  },
  components: {
    Alert: { fontSizeLG: 16, withDescriptionIconSize: 22, withDescriptionPadding: '14px 18px' },
    Button: { contentFontSizeSM: 14, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    InputNumber: { controlWidth: 160 },
  },
};
