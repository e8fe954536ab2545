"""Control of the execution of an official plan (дорожная карта) kept in one YAML file."""
