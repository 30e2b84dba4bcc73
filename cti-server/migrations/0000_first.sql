CREATE TABLE `call_extensions` (
	`call_id` text NOT NULL,
	`extension` text NOT NULL,
	`started_at` integer NOT NULL,
	`direction` text NOT NULL,
	`disposition` text,
	PRIMARY KEY(`call_id`, `extension`)
);
--> statement-breakpoint
CREATE INDEX `call_extensions_started` ON `call_extensions` (`extension`,`started_at`,`call_id`);--> statement-breakpoint
CREATE INDEX `call_extensions_result` ON `call_extensions` (`extension`,`direction`,`disposition`,`started_at`,`call_id`);--> statement-breakpoint
CREATE TABLE `call_log_entries` (
	`n` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`pbx` text NOT NULL,
	`record` text NOT NULL,
	`caller` text NOT NULL,
	`caller_chosen` integer DEFAULT false NOT NULL,
	`complete` integer NOT NULL,
	`direction` text NOT NULL,
	`disposition` text,
	`e164` text,
	`contact_id` text,
	`recording_id` text,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `calls_started` ON `calls` (`started_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_result_started` ON `calls` (`direction`,`disposition`,`started_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_e164_started` ON `calls` (`e164`,`started_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_contact_started` ON `calls` (`contact_id`,`started_at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_open` ON `calls` (`started_at`,`id`) WHERE "calls"."ended_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `calls_recording` ON `calls` (`recording_id`) WHERE "calls"."recording_id" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `number_choices` (
	`e164` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pbx_gaps` (
	`row` integer PRIMARY KEY NOT NULL,
	`pbx` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `pbx_gaps_pbx` ON `pbx_gaps` (`pbx`,`to_at`);--> statement-breakpoint
CREATE TABLE `one_use_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`user_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `one_use_links_user_id` ON `one_use_links` (`user_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`user_agent` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sessions_user_id` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`login_key` text NOT NULL,
	`password_hash` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`pbx` text,
	`extension` text,
	`device` text NOT NULL,
	`language` text NOT NULL,
	`sip_password` text,
	`disabled` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_login_key` ON `users` (`login_key`);