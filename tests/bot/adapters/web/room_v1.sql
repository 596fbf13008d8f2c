-- A room as the first version wrote it: a photo, three dreams of it, and an answer.
BEGIN TRANSACTION;
CREATE TABLE counters (
	name VARCHAR NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE dreams (
	id VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	owner_id VARCHAR NOT NULL,
	owner_name VARCHAR NOT NULL,
	words TEXT NOT NULL,
	photo_id VARCHAR NOT NULL,
	result_id VARCHAR,
	preset VARCHAR NOT NULL,
	strength INTEGER NOT NULL,
	facts JSON NOT NULL,
	problem JSON,
	PRIMARY KEY (id),
	FOREIGN KEY(photo_id) REFERENCES pictures (id),
	FOREIGN KEY(result_id) REFERENCES pictures (id)
);
INSERT INTO "dreams" VALUES('00000000000000000002','finished','0123','Ada','/dream','00000000000000000001','00000000000000000003','puppyslug',5,'{"network": "efficientnet-lite0", "targets": ["block10", "block9:0.5"], "octaves": 5, "steps": 15, "scale": 1.4, "jitter": 32, "step_size": 2.0, "smoothing": 0.5, "vividness": 0.3, "seed": 7, "size": "auto", "keep_colours": false, "amount": 100, "blend": "normal"}',NULL);
INSERT INTO "dreams" VALUES('00000000000000000004','failed','0123','Ada','/dream','00000000000000000001',NULL,'puppyslug',5,'{"network": "efficientnet-lite0", "targets": ["block10", "block9:0.5"], "octaves": 5, "steps": 15, "scale": 1.4, "jitter": 32, "step_size": 2.0, "smoothing": 0.5, "vividness": 0.3, "seed": 7, "size": "auto", "keep_colours": false, "amount": 100, "blend": "normal"}','{"code": "time_limit", "sentence": "Too slow.", "hint": "Smaller."}');
INSERT INTO "dreams" VALUES('00000000000000000006','waiting','0123','Ada','/dream','00000000000000000001',NULL,'puppyslug',5,'{"network": "efficientnet-lite0", "targets": ["block10", "block9:0.5"], "octaves": 5, "steps": 15, "scale": 1.4, "jitter": 32, "step_size": 2.0, "smoothing": 0.5, "vividness": 0.3, "seed": 7, "size": "auto", "keep_colours": false, "amount": 100, "blend": "normal"}',NULL);
CREATE TABLE pictures (
	serial INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	id VARCHAR NOT NULL,
	picture_format VARCHAR NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	UNIQUE (id)
);
INSERT INTO "pictures" VALUES(1,'00000000000000000001','jpeg',30,20);
INSERT INTO "pictures" VALUES(2,'00000000000000000003','jpeg',30,20);
CREATE TABLE posts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	revision INTEGER NOT NULL,
	author_id VARCHAR NOT NULL,
	author_name VARCHAR NOT NULL,
	posted_at FLOAT NOT NULL,
	text TEXT NOT NULL,
	picture_ids JSON NOT NULL,
	reply_to_id VARCHAR,
	dream_id VARCHAR,
	UNIQUE (revision),
	FOREIGN KEY(reply_to_id) REFERENCES pictures (id),
	UNIQUE (dream_id),
	FOREIGN KEY(dream_id) REFERENCES dreams (id)
);
INSERT INTO "posts" VALUES(1,1,'0123','Ada',1700000000.0,'look','["00000000000000000001"]',NULL,NULL);
INSERT INTO "posts" VALUES(2,3,'puppyslug','Puppyslug',1700000000.0,'','[]',NULL,'00000000000000000002');
INSERT INTO "posts" VALUES(3,5,'puppyslug','Puppyslug',1700000000.0,'','[]',NULL,'00000000000000000004');
INSERT INTO "posts" VALUES(4,6,'puppyslug','Puppyslug',1700000000.0,'','[]',NULL,'00000000000000000006');
INSERT INTO "posts" VALUES(5,7,'0123','Ada',1700000000.0,'oh','[]','00000000000000000001',NULL);
CREATE TABLE visitors (
	id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO "visitors" VALUES('0123','Ada');
CREATE INDEX ix_dreams_state ON dreams (state);
CREATE INDEX ix_dreams_result_id ON dreams (result_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('pictures',2);
INSERT INTO "sqlite_sequence" VALUES('posts',5);
COMMIT;
PRAGMA user_version = 1;
