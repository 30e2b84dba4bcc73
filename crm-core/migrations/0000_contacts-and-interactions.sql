CREATE TABLE `contact_numbers` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`contact_id` text NOT NULL,
	`kind` text NOT NULL,
	`written` text NOT NULL,
	`e164` text,
	`reversed` text NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_numbers_e164` ON `contact_numbers` (`e164`);--> statement-breakpoint
CREATE INDEX `contact_numbers_reversed` ON `contact_numbers` (`reversed`);--> statement-breakpoint
CREATE UNIQUE INDEX `contact_numbers_contact_e164` ON `contact_numbers` (`contact_id`,`e164`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`company_id` text,
	`role` text DEFAULT '' NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_id` ON `contacts` (`id`);--> statement-breakpoint
CREATE INDEX `contacts_company_id` ON `contacts` (`company_id`);--> statement-breakpoint
CREATE TABLE `interactions` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`call_id` text,
	`contact_id` text,
	`contact_chosen` integer DEFAULT false NOT NULL,
	`direction` text,
	`result` text,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`handled_by` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `interactions_id` ON `interactions` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `interactions_call_id` ON `interactions` (`call_id`);--> statement-breakpoint
CREATE INDEX `interactions_contact_started` ON `interactions` (`contact_id`,`started_at`);