import { useEffect, useState } from 'react';
import { timer } from './time.ts';

/** How long is left until a moment (ms since the epoch). */
export function TimeLeft({ until }: { until: number }) {
  return <Ticking span={(now) => Math.max(0, until - now)} />;
}

/** A running timer since `since` (ms since the epoch). */
export function Timer({ since }: { since: number }) {
  return <Ticking span={(now) => now - since} />;
}

/** Hidden from screen readers: a voice each second helps nobody. `span`: ms, as of a moment. */
function Ticking({ span }: { span: (now: number) => number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  return (
    <time className="figures" aria-hidden="true">
      {timer(span(now))}
    </time>
  );
}
