CREATE TABLE `contact_imports` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`file_name` text NOT NULL,
	`bytes` integer NOT NULL,
	`state` text NOT NULL,
	`user_id` text NOT NULL,
	`user_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`plan` text,
	`total` integer DEFAULT 0 NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	`added` integer DEFAULT 0 NOT NULL,
	`companies` integer DEFAULT 0 NOT NULL,
	`joined` integer DEFAULT 0 NOT NULL,
	`left_out` integer DEFAULT 0 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`remarks` integer DEFAULT 0 NOT NULL,
	`failure` text,
	`undone_from` integer,
	`removed` integer DEFAULT 0 NOT NULL,
	`kept` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contact_imports_id` ON `contact_imports` (`id`);--> statement-breakpoint
CREATE TABLE `import_remarks` (
	`row` integer PRIMARY KEY NOT NULL,
	`import_row` integer NOT NULL,
	`line` integer NOT NULL,
	`field` text NOT NULL,
	`reason` text NOT NULL,
	`refused` integer NOT NULL,
	FOREIGN KEY (`import_row`) REFERENCES `contact_imports`(`row`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_remarks_import` ON `import_remarks` (`import_row`);--> statement-breakpoint
ALTER TABLE `contacts` ADD `changed_at` integer;--> statement-breakpoint
ALTER TABLE `contacts` ADD `import_id` text;--> statement-breakpoint
CREATE INDEX `contacts_import_id` ON `contacts` (`import_id`) WHERE import_id IS NOT NULL;