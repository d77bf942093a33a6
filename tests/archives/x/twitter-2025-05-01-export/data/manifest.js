window.__THAR_CONFIG = {
 "userInfo": {
  "accountId": "4242",
  "userName": "DC_Example",
  "displayName": "District Office"
 },
 "archiveInfo": {
  "sizeBytes": "12345",
  "generationDate": "2025-05-01T00:00:00.000Z",
  "isPartialArchive": false,
  "maxPartSizeBytes": "53687091200"
 },
 "dataTypes": {
  "tweets": {
   "mediaDirectory": "data/tweets_media",
   "files": [
    {
     "fileName": "data/tweets.js",
     "globalName": "YTD.tweets.part0",
     "count": "9"
    },
    {
     "fileName": "data/tweets-part1.js",
     "globalName": "YTD.tweets.part1",
     "count": "6"
    },
    {
     "fileName": "data/tweets-part2.js",
     "globalName": "YTD.tweets.part2",
     "count": "4"
    }
   ]
  },
  "noteTweet": {
   "files": [
    {
     "fileName": "data/note-tweet.js",
     "globalName": "YTD.note_tweet.part0",
     "count": "3"
    }
   ]
  },
  "account": {
   "files": [
    {
     "fileName": "data/account.js",
     "globalName": "YTD.account.part0",
     "count": "1"
    }
   ]
  }
 }
}