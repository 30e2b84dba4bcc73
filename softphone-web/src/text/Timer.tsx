import { useEffect, useState } from 'react';
import { timer } from './time.ts';

/** A running timer since `since` (ISO 8601). Hidden from screen readers: a voice each second helps nobody. */
export function Timer({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, []);
  return (
    <time className="figures" aria-hidden="true">
      {timer(now - Date.parse(since))}
    </time>
  );
}
