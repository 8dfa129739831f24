"""省统一身份认证: the client of the province's OpenID provider. It knows no citizen; it says who somebody is."""
