var user_details =  {
  "screen_name" : "DC_Example",
  "full_name" : "District Office",
  "id" : "4242"
}