import { Component, type ReactNode } from 'react';
import { Failure } from './Troubles.tsx';

/** Keeps a broken screen from taking the phone down with it. */
export class Boundary extends Component<
  { children: ReactNode; text: string; again: string },
  { broken: boolean }
> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Failure
        text={this.props.text}
        again={{ label: this.props.again, act: () => this.setState({ broken: false }) }}
      />
    );
  }
}
