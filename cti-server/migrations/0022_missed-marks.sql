CREATE TABLE `missed_marks` (
	`key` text PRIMARY KEY NOT NULL,
	`claimed_by` text,
	`claimed_at` integer,
	`done_at` integer,
	`done_by` text,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `missed_marks_changed` ON `missed_marks` (`changed_at`);