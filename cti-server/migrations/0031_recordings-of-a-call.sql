ALTER TABLE `recording_marks` ADD `recording` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `recording_plays` ADD `recording` integer DEFAULT 1 NOT NULL;