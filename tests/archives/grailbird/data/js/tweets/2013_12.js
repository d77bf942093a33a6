Grailbird.data.tweets_2013_12 = 
 [
 {
  "id_str": "417000000000000001",
  "text": "Last year's post",
  "id": 417000000000000001,
  "created_at": "2013-12-31 23:59:59 +0000",
  "user": {
   "name": "District Office",
   "screen_name": "DC_Example",
   "protected": false,
   "id_str": "4242",
   "id": 4242
  }
 }
]