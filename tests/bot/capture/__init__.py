"""What reads pasted texts and screenshots."""
