import { useEffect, useState } from 'react';
import { timer } from './time.ts';

/** How long is left until a moment (ms since the epoch). Hidden from screen readers, as the other. */
export function TimeLeft({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  return (
    <time className="figures" aria-hidden="true">
      {timer(Math.max(0, until - now))}
    </time>
  );
}

/** A running timer since `since` (ms since the epoch). Hidden from screen readers: a voice each second helps nobody. */
export function Timer({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  return (
    <time className="figures" aria-hidden="true">
      {timer(now - since)}
    </time>
  );
}
