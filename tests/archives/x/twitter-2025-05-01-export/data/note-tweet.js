window.YTD.note_tweet.part0 = [
 {
  "noteTweet": {
   "noteTweetId": "1909600000000000002",
   "updatedAt": "2025-04-09T06:00:01.000Z",
   "lifecycle": {
    "value": "3"
   },
   "createdAt": "2025-04-09T06:00:01.000Z",
   "core": {
    "styletags": [],
    "urls": [],
    "text": "Second part of the thread: the routes of the water tankers change from tomorrow, and the ward officers will publish them on the notice boards of the union councils, in the mosques and temples, at the bus stand and on the page of the municipality, as was done last summer too. Complaints go to the control room, not to this account.",
    "mentions": [],
    "cashtags": [],
    "hashtags": []
   }
  }
 },
 {
  "noteTweet": {
   "noteTweetId": "1909600000000000001",
   "updatedAt": "2025-04-09T06:00:01.000Z",
   "lifecycle": {
    "value": "3"
   },
   "createdAt": "2025-04-09T06:00:01.000Z",
   "core": {
    "styletags": [],
    "urls": [],
    "text": "The district administration thanks every volunteer who came to the relief camp since Monday and lists below what is still needed most of all today: clean water, blankets, dry rations for infants & medicines > a week old must not be sent. See https://t.co/AAAAAAAAAA for the list of camps, which is renewed at noon every day. The third paragraph calls the contractor a thief.",
    "mentions": [],
    "cashtags": [],
    "hashtags": []
   }
  }
 },
 {
  "noteTweet": {
   "noteTweetId": "1909600000000000003",
   "createdAt": "2025-04-20T06:00:01.000Z",
   "core": {
    "text": "A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. A long text whose post is gone. "
   }
  }
 }
]