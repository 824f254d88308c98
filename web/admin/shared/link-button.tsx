/** A link that looks like a button: for going somewhere. A button is for doing something. */
import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';
import type { Ref } from 'react';

function AnchorButton(props: ButtonProps & { readonly ref?: Ref<HTMLButtonElement | HTMLAnchorElement> }) {
  return <Button {...props} />;
}

export const LinkButton = createLink(AnchorButton);
