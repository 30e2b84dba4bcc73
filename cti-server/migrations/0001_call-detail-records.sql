CREATE TABLE `cdr_places` (
	`pbx` text PRIMARY KEY NOT NULL,
	`place` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reconciliations` (
	`pbx` text NOT NULL,
	`day` text NOT NULL,
	`at` integer NOT NULL,
	`calls` integer NOT NULL,
	`missing` integer NOT NULL,
	`extra` integer NOT NULL,
	`different` integer NOT NULL,
	`filled` integer NOT NULL,
	`findings` text NOT NULL,
	PRIMARY KEY(`pbx`, `day`)
);
