CREATE TABLE `pbx_connections` (
	`id` text PRIMARY KEY NOT NULL,
	`enabled` integer NOT NULL,
	`entry` text NOT NULL,
	`secrets` text NOT NULL,
	`created_at` integer NOT NULL
);
