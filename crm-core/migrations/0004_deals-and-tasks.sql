CREATE TABLE `deals` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`amount` integer,
	`currency` text NOT NULL,
	`stage` text NOT NULL,
	`owner_id` text,
	`contact_id` text,
	`origin_id` text,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	`lost_reason` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`origin_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deals_id` ON `deals` (`id`);--> statement-breakpoint
CREATE INDEX `deals_contact_closed` ON `deals` (`contact_id`,`closed_at`,`created_at`);--> statement-breakpoint
CREATE INDEX `deals_owner_closed` ON `deals` (`owner_id`,`closed_at`,`created_at`);--> statement-breakpoint
CREATE INDEX `deals_origin` ON `deals` (`origin_id`);--> statement-breakpoint
CREATE TABLE `tasks` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`what` text NOT NULL,
	`due_at` integer NOT NULL,
	`owner_id` text NOT NULL,
	`created_by` text NOT NULL,
	`contact_id` text,
	`number` text,
	`origin_id` text,
	`created_at` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`origin_id`) REFERENCES `interactions`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_id` ON `tasks` (`id`);--> statement-breakpoint
CREATE INDEX `tasks_owner_done_due` ON `tasks` (`owner_id`,`done_at`,`due_at`);--> statement-breakpoint
CREATE INDEX `tasks_contact_done_due` ON `tasks` (`contact_id`,`done_at`,`due_at`);--> statement-breakpoint
CREATE INDEX `tasks_done` ON `tasks` (`done_at`);--> statement-breakpoint
CREATE INDEX `tasks_origin` ON `tasks` (`origin_id`);--> statement-breakpoint
CREATE INDEX `tasks_number` ON `tasks` (`number`);--> statement-breakpoint
ALTER TABLE `contacts` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `owner_id` text;--> statement-breakpoint
ALTER TABLE `interactions` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `interactions` ADD `origin_id` text;--> statement-breakpoint
ALTER TABLE `interactions` ADD `author_id` text;--> statement-breakpoint
CREATE INDEX `interactions_origin` ON `interactions` (`origin_id`) WHERE origin_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `interactions_written_started` ON `interactions` (`started_at`) WHERE kind <> 'call';