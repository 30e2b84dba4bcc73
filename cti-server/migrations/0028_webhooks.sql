CREATE TABLE `webhook_calls` (
	`call_id` text PRIMARY KEY NOT NULL,
	`told` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhook_calls_at` ON `webhook_calls` (`at`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`n` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`entry` integer,
	`at` integer NOT NULL,
	`begun_at` integer NOT NULL,
	`state` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`tried_at` integer,
	`status` integer,
	`problem` text
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`webhook_id`,`due_at`,`n`) WHERE "webhook_deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX `webhook_deliveries_state` ON `webhook_deliveries` (`webhook_id`,`state`,`n`);--> statement-breakpoint
CREATE TABLE `webhook_place` (
	`row` integer PRIMARY KEY NOT NULL,
	`entry` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`enabled` integer NOT NULL,
	`enabled_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`secret` text NOT NULL,
	`old_secret` text,
	`old_until` integer,
	`waiting` integer DEFAULT 0 NOT NULL,
	`omitted` integer DEFAULT 0 NOT NULL
);
