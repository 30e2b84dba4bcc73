CREATE TABLE `call_queues` (
	`call_id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `call_queues_started` ON `call_queues` (`queue`,`started_at`,`call_id`);--> statement-breakpoint
CREATE TABLE `recording_marks` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`text` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recording_marks_call` ON `recording_marks` (`call_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `saved_filters` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `saved_filters_user` ON `saved_filters` (`user_id`,`name`);
--> statement-breakpoint
INSERT INTO `call_queues` (`call_id`, `queue`, `started_at`)
SELECT `id`, `record` ->> '$.queue', `started_at` FROM `calls` WHERE `record` ->> '$.queue' IS NOT NULL;
