CREATE TABLE `recording_plays` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`call_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`address` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recording_plays_call` ON `recording_plays` (`call_id`,`at`);