-- A schema of its own for each service; run once, when the database is made.
CREATE SCHEMA lyceum_content;
CREATE SCHEMA lyceum_quiz;
CREATE SCHEMA lyceum_progress;
