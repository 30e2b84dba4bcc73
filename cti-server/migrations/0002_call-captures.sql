CREATE TABLE `call_captures` (
	`call_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`body` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `call_captures_at` ON `call_captures` (`at`);