/** The product's mark: a bell. Decorative. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
      <path d="M16 6a6 6 0 0 0-6 6v5l-2 4h16l-2-4v-5a6 6 0 0 0-6-6z" fill="#fff" />
      <path d="M13 23a3 3 0 0 0 6 0z" fill="#fff" />
    </svg>
  );
}
