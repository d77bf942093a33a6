var tweet_index =  [ {
  "file_name" : "data\/js\/tweets\/2014_01.js",
  "year" : 2014
} ]