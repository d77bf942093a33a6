Grailbird.data.tweets_2014_01 = 
 [
 {
  "source": "web",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "418000000000000003",
  "text": "Third of the year: tea &amp; files,\non two lines",
  "id": 418000000000000003,
  "created_at": "2014-01-03 00:00:00 +0000",
  "user": {
   "name": "District Office",
   "screen_name": "DC_Example",
   "protected": false,
   "id_str": "4242",
   "id": 4242
  }
 },
 {
  "source": "web",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "in_reply_to_status_id_str": "417",
  "geo": {},
  "id_str": "418000000000000002",
  "in_reply_to_user_id": 77,
  "text": "@citizen noted",
  "in_reply_to_status_id": 417,
  "id": 418000000000000002,
  "created_at": "Thu Jan 02 10:20:30 +0000 2014",
  "user": {
   "name": "District Office",
   "screen_name": "DC_Example",
   "protected": false,
   "id_str": "4242",
   "id": 4242
  }
 },
 {
  "source": "web",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "418000000000000001",
  "text": "RT @PID_Example: a notice",
  "retweeted_status": {
   "text": "a notice",
   "id_str": "417000",
   "user": {
    "screen_name": "PID_Example"
   }
  },
  "id": 418000000000000001,
  "created_at": "2014-01-01 00:00:00 +0000",
  "user": {
   "name": "District Office",
   "screen_name": "DC_Example",
   "protected": false,
   "id_str": "4242",
   "id": 4242
  }
 }
]