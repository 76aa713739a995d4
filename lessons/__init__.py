"""What trainers author: pages, exercises, questionnaires. Knows no participant."""
