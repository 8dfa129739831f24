"""A province's evidence set made in SQL, county by county: as large as wanted, in little memory."""
