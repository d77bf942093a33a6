window.YTD.like.part0 = [
 {
  "like": {
   "tweetId": "1",
   "fullText": "Those idiots of the ruling party!",
   "expandedUrl": "https://twitter.com/i/web/status/1"
  }
 },
 {
  "like": {
   "tweetId": "2",
   "fullText": "Vote for us"
  }
 }
]