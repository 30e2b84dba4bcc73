import { Component, type ReactNode } from 'react';
import { Failure } from './Troubles.tsx';

/** Keeps a broken screen from taking the phone down with it. Another `place` has nothing to do with what broke. */
export class Boundary extends Component<
  { children: ReactNode; place: string; text: string; again: string },
  { broken: boolean; place: string }
> {
  override state = { broken: false, place: this.props.place };

  static getDerivedStateFromProps(props: { place: string }, before: { place: string }) {
    return props.place === before.place ? null : { broken: false, place: props.place };
  }

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
