/** A link that looks like a button: for going somewhere. A button is for doing something. */
import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import type { Ref } from 'react';

/** The router keeps `type` to itself, hence a name of our own for the one button that matters most. */
interface Look {
  readonly primary?: boolean;
  readonly ref?: Ref<HTMLButtonElement | HTMLAnchorElement>;
}

function AnchorButton({ primary = false, ...props }: Omit<ButtonProps, 'type'> & Look) {
  return <Button {...props} type={primary ? 'primary' : 'default'} />;
}

export const LinkButton = createLink(AnchorButton);
