CREATE TABLE `call_capture_parts` (
	`row` integer PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`at` integer NOT NULL,
	`body` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `call_capture_parts_call` ON `call_capture_parts` (`call_id`,`row`);--> statement-breakpoint
CREATE INDEX `call_capture_parts_at` ON `call_capture_parts` (`at`);
--> statement-breakpoint
INSERT INTO `call_capture_parts` (`call_id`, `at`, `body`) SELECT `call_id`, `at`, `body` FROM `call_captures`;
