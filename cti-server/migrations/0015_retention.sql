CREATE TABLE `erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`told` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `erasures_at` ON `erasures` (`at`);--> statement-breakpoint
CREATE TABLE `retention_rules` (
	`row` integer PRIMARY KEY NOT NULL,
	`calls_days` integer,
	`recordings_days` integer,
	`captures_days` integer NOT NULL
);
