"""web (schil): settings, addresses, the base page and the console script. It holds no models and nothing imports it from below."""
