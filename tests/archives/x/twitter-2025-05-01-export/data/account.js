window.YTD.account.part0 = [
 {
  "account": {
   "email": "someone@example.org",
   "createdVia": "web",
   "username": "DC_Example",
   "accountId": "4242",
   "createdAt": "2012-01-01T00:00:00.000Z",
   "accountDisplayName": "District Office"
  }
 }
]