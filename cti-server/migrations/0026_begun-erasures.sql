CREATE TABLE `begun_erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`begun` text NOT NULL
);
